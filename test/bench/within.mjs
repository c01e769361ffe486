/** The promise's value, or an error that names what did not happen in time. */
export function within(ms, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${ms} ms for ${what}`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export const now = () => Number(process.hrtime.bigint());

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
