/** The page at this address, or what stands in its place. */
import { AppBoundary, RouteParams } from '@tessera/app-kit/host';
import { Skeleton } from '@tessera/shared-ui';
import { PageStub } from '../failure/page-stub.tsx';
import { useShell } from '../shell-context.tsx';
import { NotForYou } from './not-for-you.tsx';
import { NotFound } from './not-found.tsx';
import { StandInNote } from './stand-in-note.tsx';
import { useShown } from './use-shown.ts';

export function PageArea() {
  const { retryPage } = useShell();
  const { route, page, params, place } = useShown();
  if (route === undefined) return place.path === '/' ? null : <NotFound path={place.path} />;
  if (page === undefined) return <PageSkeleton />;
  if ('isFor' in page) return <NotForYou title={route.title} isFor={page.isFor} owner={page.app.owner} />;
  if (!page.ok) return <PageStub app={page.app} failure={page.failure} onRetry={retryPage} />;
  const { app, Component, standsInBecause } = page;
  return (
    <>
      {standsInBecause === undefined ? null : <StandInNote app={app} because={standsInBecause} />}
      <RouteParams value={params}>
        <AppBoundary key={`${app.name}@${app.version} ${route.page}`} app={app} place="page" resetKey={place.path}>
          <Component />
        </AppBoundary>
      </RouteParams>
    </>
  );
}

function PageSkeleton() {
  return (
    <div className="shell-place shell-place--loading" aria-busy="true">
      <Skeleton width={180} height={24} shape="block" />
      <Skeleton lines={8} />
    </div>
  );
}
