import Ellipsis from 'lucide-react/icons/ellipsis';
import { useEffect, useState, type ReactNode } from 'react';
import {
  AppFrame,
  Avatar,
  BottomBar,
  BrandMark,
  CommandPalette,
  createToasts,
  Icon,
  IconButton,
  LiveDot,
  Menu,
  Rail,
  ToastRegion,
  TopBar,
  useTheme,
  type PaletteItem,
  type RailItem,
} from '../src/index.ts';

export const toasts = createToasts();

const commands: PaletteItem[] = [
  { id: 'new', label: 'Place an order', icon: <Icon name="plus" />, shortcut: 'n o' },
  { id: 'orders', label: 'Go to orders', group: 'Go to', icon: <Icon name="shopping-cart" />, shortcut: 'g o' },
  { id: 'board', label: 'Go to the dispatch board', group: 'Go to', icon: <Icon name="truck" />, shortcut: 'g d' },
  { id: 'stock', label: 'Go to stock', group: 'Go to', icon: <Icon name="boxes" />, shortcut: 'g s' },
  { id: 'catalog', label: 'Browse the catalog', group: 'Go to', icon: <Icon name="search" />, shortcut: 'g c' },
  { id: 'live', label: 'See what is live', group: 'Go to', icon: <Icon name="rocket" />, shortcut: 'g r' },
  { id: 'theme', label: 'Use the dark theme', group: 'Preferences', icon: <Icon name="settings" /> },
];

export function GalleryFrame({ current, children }: { current: string; children: ReactNode }) {
  const [open, setOpen] = useState(location.search.includes('palette'));
  const [, setTheme] = useTheme();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'k' && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        setOpen(true);
      }
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  useEffect(() => {
    if (!location.search.includes('toast')) return;
    toasts.add({ tone: 'success', message: 'Order BW-10024 placed', action: { label: 'Open', onPress: () => {} } });
    toasts.add({ message: 'Price changed to €68.40', action: { label: 'Undo', onPress: () => {} } });
  }, []);

  const item = (label: string, to: string, icon: string, count?: number): RailItem => ({
    label,
    href: `#${to}`,
    icon,
    count,
    isCurrent: current.startsWith(to),
  });
  const groups = [
    { label: 'Sell', items: [item('Catalog', 'catalog', 'search'), item('Orders', 'orders', 'shopping-cart', 4)] },
    { label: 'Ship', items: [item('Dispatch board', 'board', 'truck'), item('Stock', 'stock', 'boxes')] },
    { label: 'Run', items: [item('Releases', 'releases', 'rocket')] },
    {
      label: 'Gallery',
      items: [
        item('Pieces', 'pieces', 'package'),
        item('States', 'states', 'alert'),
        item('Drawings', 'drawings', 'settings'),
      ],
    },
  ];
  const user = (
    <Menu
      trigger={<IconButton label="Ada Marsh, your account" icon={<Avatar name="Ada Marsh" />} />}
      header="Ada Marsh"
      items={[
        { id: 'light', label: 'Light', section: 'Theme' },
        { id: 'dark', label: 'Dark', section: 'Theme', isChosen: true },
        { id: 'out', label: 'Sign out', shortcut: 'q' },
      ]}
      onAction={(id) => (id === 'light' || id === 'dark') && setTheme(id)}
    />
  );
  return (
    <>
      <AppFrame
        rail={<Rail brand={<BrandMark />} groups={groups} />}
        topBar={
          <TopBar brand={<BrandMark compact />} onSearch={() => setOpen(true)} status={<LiveDot state="live" />}>
            {user}
          </TopBar>
        }
        bottomBar={
          <BottomBar
            items={groups.flatMap((group) => group.items).slice(0, 4)}
            more={
              <Menu
                placement="top end"
                trigger={<IconButton label="More" icon={<Ellipsis aria-hidden size={20} />} />}
                items={[{ id: 'releases', label: 'Releases' }]}
              />
            }
          />
        }
      >
        {children}
      </AppFrame>
      <CommandPalette
        isOpen={open}
        onClose={() => setOpen(false)}
        items={commands}
        onRun={(run) => (location.hash = run.id)}
      />
      <ToastRegion toasts={toasts} />
    </>
  );
}
