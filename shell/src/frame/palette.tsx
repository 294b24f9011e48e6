import { CommandPalette, Icon, useTheme, type PaletteItem } from '@tessera/shared-ui';
import { commandsOf, navigationOf } from '../composition/contributions.ts';
import { signOut } from '../session/sign-out.ts';
import { useShell } from '../shell-context.tsx';
import { useComposition } from './use-composition.ts';

interface Entry {
  readonly item: PaletteItem;
  readonly run: () => void;
}

interface PaletteProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** ⌘K: every place and command of every app, and the frame's own. */
export function Palette({ isOpen, onClose }: PaletteProps) {
  const { user, router } = useShell();
  const composition = useComposition();
  const [theme, setTheme] = useTheme();
  const go = (to: string) => () => router.navigation.navigate(to);

  // A command leads to a place; one without is the app's own affair while it is shown.
  const commands = commandsOf(composition, user).flatMap(({ to, ...rest }) =>
    to === undefined ? [] : [{ ...rest, to }],
  );
  // A command that only goes where an entry of the navigation goes is that entry, with a shortcut.
  const goes = new Map(commands.map((command) => [command.to, command]));
  const places = navigationOf(composition, user).flatMap(({ entries }) => entries);
  const placed = new Set(places.map(({ to }) => to));

  const all: Entry[] = [
    ...commands
      .filter(({ to }) => !placed.has(to))
      .map(({ id, label, shortcut, to }) => ({
        item: { id, label, shortcut, icon: <Icon name="arrow-right" /> },
        run: go(to),
      })),
    ...places.map(({ label, to, icon, group }) => ({
      item: {
        id: `go:${to}`,
        label,
        group: 'Go to',
        detail: group,
        icon: <Icon name={icon} />,
        shortcut: goes.get(to)?.shortcut,
        keywords: goes.get(to)?.label,
      },
      run: go(to),
    })),
    ...(['light', 'dark', 'system'] as const)
      .filter((one) => one !== theme)
      .map((one) => ({
        item: {
          id: `theme:${one}`,
          label: one === 'system' ? 'Look as this device does' : `Use the ${one} theme`,
          group: 'This page',
          icon: <Icon name="settings" />,
          keywords: 'theme appearance',
        },
        run: () => setTheme(one),
      })),
    {
      item: { id: 'sign-out', label: 'Sign out', group: 'This page', icon: <Icon name="user" />, keywords: 'log out' },
      run: () => void signOut(),
    },
  ];

  return (
    <CommandPalette
      isOpen={isOpen}
      onClose={onClose}
      items={all.map(({ item }) => item)}
      onRun={({ id }) => all.find(({ item }) => item.id === id)?.run()}
    />
  );
}
