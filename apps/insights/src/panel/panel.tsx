import { failureOf, type LiveView } from '@tessera/app-kit';
import { FigurePanel, type FigurePanelProps } from '@tessera/shared-ui';

interface PanelProps extends Omit<FigurePanelProps, 'isLoading' | 'failure'> {
  readonly view: LiveView<unknown>;
}

/** A panel of what a live operation shows. */
export function Panel({ view, ...panel }: PanelProps) {
  return <FigurePanel {...panel} isLoading={view.state === 'loading'} failure={failureOf(view)} />;
}
