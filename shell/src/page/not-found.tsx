import { ButtonLink, EmptyState, Page } from '@tessera/shared-ui';

export function NotFound({ path }: { readonly path: string }) {
  return (
    <Page>
      <h1 className="ts-hidden-visually">Page not found</h1>
      <EmptyState
        icon="search"
        title="There is nothing at this address"
        minHeight={320}
        action={<ButtonLink href="/">Go to the start</ButtonLink>}
      >
        <code>{path}</code> may have moved, or belong to a part of the product that is not live here. Check the address,
        or go on from the start.
      </EmptyState>
    </Page>
  );
}
