import { Fragment } from 'react';

/** Keys to press: `<Kbd>⌘ K</Kbd>`; a space parts the keys. */
export function Kbd({ children }: { children: string }) {
  const keys = children.split(' ');
  return (
    <kbd className="ts-kbd">
      {keys.map((key, i) => (
        <Fragment key={i}>
          {i > 0 ? ' ' : null}
          <kbd className="ts-kbd__key">{key}</kbd>
        </Fragment>
      ))}
    </kbd>
  );
}
