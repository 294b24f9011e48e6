import type { AppIdentity } from '@tessera/app-kit/host';
import { ButtonLink, EmptyState, Page } from '@tessera/shared-ui';

interface NotForYouProps {
  /** The page's. */
  readonly title: string;
  readonly isFor: readonly string[];
  readonly owner: AppIdentity['owner'];
}

/** In place of a page that is for other roles. */
export function NotForYou({ title, isFor, owner: { name, contact } }: NotForYouProps) {
  return (
    <Page>
      <h1 className="ts-hidden-visually">{title}</h1>
      <EmptyState
        icon="search"
        title="This page is not for you"
        minHeight={320}
        action={<ButtonLink href="/">Go to the start</ButtonLink>}
      >
        {title} is for people with the role {isFor.join(' or ') || 'nobody has'}. Who needs it asks {name}
        {contact === '' ? '' : ` (${contact})`}.
      </EmptyState>
    </Page>
  );
}
