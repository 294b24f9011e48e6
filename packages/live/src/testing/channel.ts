/** A queue that is read with `for await`. */
export interface Channel<Item> extends AsyncIterable<Item> {
  push(item: Item): void;
  /** With an error the reader gets what was pushed, then the error. */
  end(error?: Error): void;
}

export function createChannel<Item>(): Channel<Item> {
  const items: Item[] = [];
  let ended = false;
  let failure: Error | undefined;
  let wake = (): void => undefined;
  return {
    push(item) {
      if (ended) return;
      items.push(item);
      wake();
    },
    end(error) {
      if (ended) return;
      ended = true;
      failure = error;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (items.length > 0) yield items.shift()!;
        if (failure !== undefined) throw failure;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
