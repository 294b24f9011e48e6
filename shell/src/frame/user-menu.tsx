import { Avatar, Button, Menu, useTheme, type MenuAction, type Theme } from '@tessera/shared-ui';
import { useEffect } from 'react';
import { signOut } from '../session/sign-out.ts';
import { rememberTheme } from './theme-cookie.ts';
import { useShell } from '../shell-context.tsx';

const themes: readonly { readonly id: Theme; readonly label: string }[] = [
  { id: 'system', label: 'As on this device' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
];

/** Who is signed in, how it looks, and the way out. */
export function UserMenu() {
  const { user } = useShell();
  const [theme, setTheme] = useTheme();
  useEffect(() => rememberTheme(theme), [theme]);
  if (user === null) return null;
  const items: MenuAction[] = [
    ...themes.map(({ id, label }) => ({ id, label, section: 'Appearance', isChosen: id === theme })),
    { id: 'sign-out', label: 'Sign out', section: '' },
  ];
  return (
    <Menu
      trigger={
        <Button variant="quiet" size="small" aria-label={`${user.name}, account`}>
          <Avatar name={user.name} />
        </Button>
      }
      header={
        <div className="shell-who">
          <strong>{user.name}</strong>
          <span>{user.roles.join(', ')}</span>
        </div>
      }
      items={items}
      onAction={(id) => (id === 'sign-out' ? void signOut() : setTheme(id as Theme))}
    />
  );
}
