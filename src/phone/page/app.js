import { listen, loadState } from './api.js';
import { createBar } from './bar.js';
import { createComposer } from './composer.js';
import { byId } from './dom.js';
import { createLists } from './lists.js';
import { apply, emit, open, reset, state } from './state.js';
import { createTimeline } from './timeline.js';
import { tickTimes } from './time.js';

/** The key has become a cookie; it need not stay in the address and in the history. */
if (location.search !== '') history.replaceState(null, '', location.pathname);

const composer = createComposer();
const timeline = createTimeline(composer);
createBar((id) => timeline.jump(id));
createLists();

let stream = null;

/** Loads everything, then follows the events from exactly there. */
async function connect() {
  try {
    const loaded = await loadState();
    reset(loaded);
    byId('splash').hidden = true;
    byId('app').hidden = false;
    emit('loaded');
    open(state.current.chat, state.current.thread);
    stream?.close();
    stream = listen(loaded.event, { onEvent: apply, onLink: setLink, onReset: later });
  } catch (error) {
    byId('splash').textContent = `No connection to the phone: ${error.message}`;
    later();
  }
}

function later() {
  setLink(false);
  setTimeout(() => void connect(), 1000);
}

function setLink(linked) {
  if (state.linked === linked) return;
  state.linked = linked;
  emit('link');
}

void connect();
tickTimes();
