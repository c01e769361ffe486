import { isAbsolute } from 'node:path';

export type CloneAddress =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'failed'; readonly why: string };

const accepted =
  'Give an https or ssh address, host:path with a user, or the path of a local folder.';
const scpForm = /^[\w][\w.-]*@[\w[][\w.:[\]-]*:(?!\/\/)\S+$/;

/**
 * An address that is safe in an argument list and in our books. It must carry no secret: argument
 * lists are public on the machine, and git writes the address into the clone's configuration.
 */
export function parseCloneAddress(text: string): CloneAddress {
  if (text.startsWith('-')) return failed(`An address cannot start with a dash. ${accepted}`);
  if (/\p{Cc}/u.test(text)) return failed(`The address has control characters in it. ${accepted}`);
  if (isAbsolute(text)) return { kind: 'address', address: text };
  if (scpForm.test(text)) return { kind: 'address', address: text };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return failed(`That is no address git can clone here. ${accepted}`);
  switch (url.protocol) {
    case 'https:':
      return carriesSecret(url, false) ? failed(secret) : safeHost(url, text);
    case 'ssh:':
      return carriesSecret(url, true) ? failed(secret) : safeHost(url, text);
    case 'file:':
      return { kind: 'address', address: text };
    default:
      return failed(`Addresses of the kind ${url.protocol}// are not cloned. ${accepted}`);
  }
}

const secret =
  'The address carries credentials, and it would show in process lists and files. ' +
  'Leave them out and set up a git credential helper, or use ssh.';

function carriesSecret(url: URL, mayHaveUser: boolean): boolean {
  const named = url.username !== '' && !mayHaveUser;
  return named || url.password !== '' || url.search !== '' || url.hash !== '';
}

/** ssh would take a host that starts with a dash for an option. */
function safeHost(url: URL, text: string): CloneAddress {
  const plain = /^[\w[]/.test(url.hostname) && !url.username.startsWith('-');
  return plain ? { kind: 'address', address: text } : failed(`The host is not a name. ${accepted}`);
}

function failed(why: string): { readonly kind: 'failed'; readonly why: string } {
  return { kind: 'failed', why };
}
