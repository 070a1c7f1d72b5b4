// What is due next, of many things due at different times: a binary heap.

export type DueQueue<T> = {
  add(item: T, due: number): void;
  /** Takes out and returns what is due first, if that is before `at`. */
  takeBefore(at: number): T | undefined;
};

export function createDueQueue<T>(): DueQueue<T> {
  const items: T[] = [];
  const dues: number[] = [];

  function place(index: number, item: T, due: number): void {
    items[index] = item;
    dues[index] = due;
  }

  function add(item: T, due: number): void {
    let index = items.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if ((dues[parent] as number) <= due) break;
      place(index, items[parent] as T, dues[parent] as number);
      index = parent;
    }
    place(index, item, due);
  }

  function takeBefore(at: number): T | undefined {
    const first = dues[0];
    if (first === undefined || first >= at) return undefined;
    const taken = items[0];
    sink(items.pop() as T, dues.pop() as number);
    return taken;
  }

  /** Puts an item in the place of the first and lets it sink to where it belongs. */
  function sink(item: T, due: number): void {
    if (items.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= items.length) break;
      if ((dues[child + 1] ?? Number.POSITIVE_INFINITY) < (dues[child] as number)) child++;
      if ((dues[child] as number) >= due) break;
      place(index, items[child] as T, dues[child] as number);
      index = child;
    }
    place(index, item, due);
  }

  return { add, takeBefore };
}
