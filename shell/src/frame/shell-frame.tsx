/** The frame around every page: where one can go, what can be done, whether it is live, who one is. */
import { AppFrame, BrandMark, Rail, ToastRegion, TopBar, type Toasts } from '@tessera/shared-ui';
import { useState } from 'react';
import { currentEntry, navigationOf } from '../composition/contributions.ts';
import { PageArea } from '../page/page-area.tsx';
import { usePageManners } from '../page/use-page-manners.ts';
import { useShown } from '../page/use-shown.ts';
import { SessionPrompt } from '../session/session-prompt.tsx';
import { useShell } from '../shell-context.tsx';
import { ConnectionDot } from './connection-dot.tsx';
import { FrameNotice } from './frame-notice.tsx';
import { isMac } from './keys.ts';
import { Palette } from './palette.tsx';
import { PhoneBar } from './phone-bar.tsx';
import { PreviewBanner } from './preview-banner.tsx';
import { UpdateNotice } from './update-notice.tsx';
import { useComposition } from './use-composition.ts';
import { useKeys } from './use-keys.ts';
import { UserMenu } from './user-menu.tsx';

export function ShellFrame({ toasts }: { readonly toasts: Toasts }) {
  const { user, product } = useShell();
  const shown = useShown();
  const announced = usePageManners(shown, product);
  const [isSearching, setSearching] = useState(false);
  useKeys(() => setSearching((open) => !open));

  const navigation = navigationOf(useComposition(), user);
  const current = currentEntry(navigation, shown.place.path);
  const groups = navigation.map(({ label, entries }) => ({
    label,
    items: entries.map((entry) => ({
      label: entry.label,
      href: entry.to,
      icon: entry.icon,
      isCurrent: entry.to === current,
    })),
  }));

  return (
    <>
      <AppFrame
        rail={<Rail brand={<BrandMark name={product} />} groups={groups} />}
        topBar={
          <TopBar
            brand={<BrandMark name={product} compact />}
            onSearch={() => setSearching(true)}
            searchShortcut={isMac ? '⌘ K' : 'Ctrl K'}
            status={<ConnectionDot />}
          >
            <UserMenu />
          </TopBar>
        }
        bottomBar={<PhoneBar items={groups.flatMap(({ items }) => items)} />}
        notice={
          <>
            <PreviewBanner />
            <FrameNotice />
            <UpdateNotice />
          </>
        }
      >
        <PageArea />
      </AppFrame>
      <Palette isOpen={isSearching} onClose={() => setSearching(false)} />
      <SessionPrompt />
      <ToastRegion toasts={toasts} />
      <p className="ts-hidden-visually" role="status" aria-live="polite">
        {announced}
      </p>
    </>
  );
}
