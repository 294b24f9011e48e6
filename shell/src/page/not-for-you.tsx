import type { AppIdentity } from '@tessera/app-kit/host';
import { ButtonLink, ForbiddenPlace, Page } from '@tessera/shared-ui';

interface NotForYouProps {
  /** The page's. */
  readonly title: string;
  readonly isFor: readonly string[];
  readonly owner: AppIdentity['owner'];
}

/** In place of a page that is for other roles. */
export function NotForYou({ title, isFor, owner }: NotForYouProps) {
  return (
    <Page>
      <h1 className="ts-hidden-visually">{title}</h1>
      <ForbiddenPlace
        title="This page is not for you"
        owner={owner}
        minHeight={320}
        actions={<ButtonLink href="/">Go to the start</ButtonLink>}
      >
        {title} is for people with the role {isFor.join(' or ')}. Whoever it belongs to says how to get one.
      </ForbiddenPlace>
    </Page>
  );
}
