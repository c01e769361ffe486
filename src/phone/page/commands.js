import { byId, el } from './dom.js';
import { chatView } from './state.js';

/** The list of commands: complete from the menu button, filtered while a command is typed. */
export function createCommands({ choose, fill }) {
  const box = byId('suggest');
  let found = [];
  let at = 0;

  function show(prefix) {
    const commands = chatView()?.commands ?? [];
    found = commands.filter((one) => one.command.startsWith(prefix));
    at = 0;
    paint();
  }

  function paint() {
    box.hidden = found.length === 0;
    box.replaceChildren(
      ...found.map((one, index) =>
        el(
          'button',
          {
            type: 'button',
            role: 'option',
            id: `command-${index}`,
            tabindex: -1,
            'aria-selected': String(index === at),
            onclick: () => pick(index, choose),
          },
          el('strong', {}, `/${one.command}`),
          el('span', {}, one.description),
        ),
      ),
    );
    box.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  function pick(index, use) {
    const one = found[index];
    hide();
    if (one !== undefined) use(`/${one.command}`);
  }

  function hide() {
    found = [];
    paint();
  }

  /** True when the key was for the list. */
  function onKey(event) {
    if (box.hidden) return false;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        at = (at + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length;
        paint();
        return true;
      case 'Enter':
        pick(at, choose);
        return true;
      case 'Tab':
        pick(at, fill);
        return true;
      case 'Escape':
        hide();
        return true;
      default:
        return false;
    }
  }

  return {
    hide,
    onKey,
    isOpen: () => !box.hidden,
    selectedId: () => (box.hidden ? null : `command-${at}`),
    showAll: () => show(''),
    /** Looks at what is typed: only a lone `/word` asks for suggestions. */
    update(text) {
      const match = /^\/([a-z0-9_]*)$/i.exec(text);
      if (match === null) hide();
      else show(match[1].toLowerCase());
    },
  };
}
