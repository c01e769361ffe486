const stored = localStorage.getItem('theme');
if (stored === 'dark' || stored === 'light') document.documentElement.dataset.theme = stored;

/** Follows the system until somebody chooses; choosing what the system has anyway follows it again. */
export function toggleTheme() {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const now = document.documentElement.dataset.theme ?? system;
  const next = now === 'dark' ? 'light' : 'dark';
  if (next === system) {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem('theme');
  } else {
    document.documentElement.dataset.theme = next;
    localStorage.setItem('theme', next);
  }
}
