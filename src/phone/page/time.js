const clockFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

export function clockTime(seconds) {
  return clockFormat.format(seconds * 1000);
}

export function dayKey(seconds) {
  return new Date(seconds * 1000).toDateString();
}

export function dayName(seconds) {
  const date = new Date(seconds * 1000);
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return 'Today';
  if (date.toDateString() === yesterday.toDateString()) return 'Yesterday';
  const year = date.getFullYear() === today.getFullYear() ? {} : { year: 'numeric' };
  return date.toLocaleDateString(undefined, { day: 'numeric', month: 'long', ...year });
}

/** A `date_time` entity: `r` counts, the letters w d D t T choose what is written out. */
export function entityTime(seconds, format) {
  if (format === 'r') return relativeTime(seconds);
  if (format === '') return null;
  const options = {};
  if (format.includes('w')) options.weekday = 'long';
  if (/d/.test(format))
    Object.assign(options, { day: 'numeric', month: 'numeric', year: 'numeric' });
  if (/D/.test(format)) Object.assign(options, { day: 'numeric', month: 'long', year: 'numeric' });
  if (/[tT]/.test(format)) Object.assign(options, { hour: '2-digit', minute: '2-digit' });
  if (/T/.test(format)) options.second = '2-digit';
  return new Date(seconds * 1000).toLocaleString(undefined, options);
}

function relativeTime(seconds) {
  const away = Math.round(seconds - Date.now() / 1000);
  const size = Math.abs(away);
  if (size < 60) return relative.format(away, 'second');
  if (size < 3600) return relative.format(Math.round(away / 60), 'minute');
  if (size < 86400) return relative.format(Math.round(away / 3600), 'hour');
  return relative.format(Math.round(away / 86400), 'day');
}

/** Keeps the relative times on the page true without anybody asking for it. */
export function tickTimes() {
  for (const node of document.querySelectorAll('time[data-relative]')) {
    node.textContent = relativeTime(Number(node.dataset.relative));
  }
  setTimeout(tickTimes, 1000 * 5);
}

export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
