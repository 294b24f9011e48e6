import { useEffect, useEffectEvent } from 'react';
import { commandsOf } from '../composition/contributions.ts';
import { listenForChords } from '../keyboard/chords.ts';
import { useShell } from '../shell-context.tsx';

/** ⌘K and Ctrl+K wherever one is; the apps' chords (`g o`) where nobody types. */
export function useKeys(onPalette: () => void): void {
  const { running, user, router } = useShell();
  const toggle = useEffectEvent(onPalette);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'k')
        return;
      event.preventDefault();
      toggle();
    };
    document.addEventListener('keydown', onKeyDown);
    const stopChords = listenForChords({
      target: document,
      bindings: () =>
        new Map(
          commandsOf(running.now(), user).flatMap(({ shortcut, to }) =>
            shortcut === undefined || to === undefined
              ? []
              : [[shortcut, () => router.navigation.navigate(to)] as const],
          ),
        ),
    });
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      stopChords();
    };
  }, [running, user, router]);
}
