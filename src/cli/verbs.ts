import type { Verb } from './verb.ts';

/** Every word of the command line, in the order of `tapmux help`. */
export const verbs: Readonly<Record<string, Verb>> = {
  start: {
    usage: 'start',
    summary: 'run the daemon in this terminal',
    load: async () => (await import('./start.ts')).start,
  },
  setup: {
    usage: 'setup',
    summary: 'bot token, pairing, .env',
    load: async () => (await import('./setup.ts')).setup,
  },
  status: {
    usage: 'status',
    summary: 'is the daemon up, how is it, and where is its embedded phone',
    load: async () => (await import('./status.ts')).status,
  },
  doctor: {
    usage: 'doctor',
    summary: 'check everything tapmux needs',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  ls: {
    usage: 'ls [--all] [--archived] [--project <name>]',
    summary: 'list the sessions, and what else runs here with --all',
    load: async () => (await import('./ls.ts')).ls,
  },
  new: {
    usage:
      'new [<folder>] [--agent <name>] [--name <name>] [--prompt <text>] [--worktree | --clone <url>] [--branch <name>] [--issue <id>] [--force] [-- <argument> …]',
    summary: 'start an agent in a folder, a new worktree or a clone',
    load: async () => (await import('./new.ts')).create,
  },
  send: {
    usage: 'send <session> [<text> | -] [--force]',
    summary: 'send text to the agent (- reads it from stdin)',
    load: async () => (await import('./send.ts')).send,
  },
  answer: {
    usage: 'answer <session> <decision> <number or text>',
    summary: 'answer what an agent asks (see tapmux answer --list)',
    load: async () => (await import('./answer.ts')).answer,
  },
  keys: {
    usage: 'keys <session> <key> … [--force]',
    summary: 'press keys in its pane',
    load: async () => (await import('./keys.ts')).keys,
  },
  screen: {
    usage: 'screen <session> [--lines <n>]',
    summary: 'show what its pane shows',
    load: async () => (await import('./screen.ts')).screen,
  },
  stop: {
    usage: 'stop <session> [--force]',
    summary: 'end the agent; workspace and record stay',
    load: async () => (await import('./session-verbs.ts')).stop,
  },
  resume: {
    usage: 'resume <session> [--force]',
    summary: 'go on with a paused, stopped, errored or archived session',
    load: async () => (await import('./session-verbs.ts')).resume,
  },
  pause: {
    usage: 'pause <session> [--note <text>] [--force]',
    summary: 'put it aside with a note; its agent lives on',
    load: async () => (await import('./session-verbs.ts')).pause,
  },
  archive: {
    usage: 'archive <session> [--force]',
    summary: 'put a stopped session away',
    load: async () => (await import('./session-verbs.ts')).archive,
  },
  decommission: {
    usage: 'decommission <session> [--confirm <word>] [--force]',
    summary: 'end it for good and delete the workspace tapmux made',
    load: async () => (await import('./session-verbs.ts')).decommission,
  },
  adopt: {
    usage: 'adopt <tmux session or pane>',
    summary: 'take a tmux session that runs already into the list',
    load: async () => (await import('./adopt.ts')).adopt,
  },
  lease: {
    usage: 'lease start|heartbeat|takeover|clear|show [--session <session>] …',
    summary: 'say who drives a session',
    load: async () => (await import('./lease-verb.ts')).lease,
  },
  hook: {
    usage: 'hook <agent> [wait]',
    summary: 'run by agents: tells the daemon of an event, read from stdin',
    load: async () => (await import('./hook.ts')).hook,
  },
  hooks: {
    usage: 'hooks install|remove <agent> [--yes]',
    summary: 'put our hooks into an agent’s own settings or plugins, for adopted sessions',
    load: async () => (await import('./hooks.ts')).hooks,
  },
  service: {
    usage: 'service install|remove',
    summary: 'start tapmux with the machine (systemd or launchd, for this user)',
    load: async () => (await import('./service.ts')).service,
  },
};
