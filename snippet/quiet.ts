// Nothing of ours is thrown into the page.

/** The same function, which ends where it would throw. */
export const quiet =
  <A extends unknown[]>(run: (...args: A) => void): ((...args: A) => void) =>
  (...args) => {
    try {
      run(...args);
    } catch {}
  };
