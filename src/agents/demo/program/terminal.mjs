import { writeSync } from 'node:fs';

/** Alternate screen, no wrapping at the edge, bracketed paste. */
const enter = '\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[2J';
const leave = '\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l';

export function createTerminal({ stdin, stdout }) {
  let shown = [];
  let placed = '';
  let open = false;

  return {
    size: () => ({ cols: stdout.columns ?? 80, rows: stdout.rows ?? 24 }),
    open(onChunk, onResize) {
      stdin.setRawMode?.(true);
      stdin.resume();
      stdin.on('data', onChunk);
      stdout.on('resize', () => {
        shown = [];
        placed = '';
        onResize();
      });
      stdout.write(enter);
      open = true;
    },
    title(text) {
      stdout.write(`\x1b]2;${text}\x07`);
    },
    /** Draws what is new in this frame, in one write. A row is wiped first: its last column may be in use. */
    draw(lines, cursor) {
      const body = lines.map((line, index) =>
        line === shown[index] ? '' : `\x1b[${index + 1};1H\x1b[0m\x1b[K${line}\x1b[0m`,
      );
      const place =
        cursor === null ? '\x1b[?25l' : `\x1b[${cursor.y + 1};${cursor.x + 1}H\x1b[?25h`;
      const frame = `${body.join('')}${place}`;
      if (frame === place && place === placed) return;
      shown = lines;
      placed = place;
      stdout.write(frame);
    },
    /** Synchronous, because the process ends right after it. */
    close(farewell) {
      if (!open) return;
      open = false;
      stdin.setRawMode?.(false);
      writeSync(1, `${leave}${farewell}`);
    },
  };
}
