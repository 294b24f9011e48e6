/** Keeps a failure of one app's part where it is: the rest of the page goes on, and the place says whose it is. */
import { Component, type ComponentType, type ReactNode } from 'react';
import { AppProvider, type AppIdentity } from '../host/app-context.tsx';
import { useHost } from '../host/host-context.tsx';

/** What the host draws where a part of an app failed. */
export interface FailureProps {
  readonly app: AppIdentity;
  /** `page`, or the slot's name. */
  readonly place: string;
  readonly error: unknown;
  /** Draws the part anew. */
  readonly retry: () => void;
}

interface AppBoundaryProps {
  readonly app: AppIdentity;
  readonly place: string;
  /** Anything whose change is a reason to try again by itself, such as the address. */
  readonly resetKey?: unknown;
  readonly children: ReactNode;
}

/** Everything below belongs to `app`; what throws in it, while rendering or in effects, stays in it. */
export function AppBoundary(props: AppBoundaryProps) {
  const { onFailure, Failure } = useHost();
  const { app, place } = props;
  return (
    <AppProvider value={app}>
      <Boundary {...props} Failure={Failure} onFailure={(error) => onFailure?.({ app, place, error })} />
    </AppProvider>
  );
}

interface BoundaryProps extends AppBoundaryProps {
  readonly Failure: ComponentType<FailureProps>;
  readonly onFailure: (error: unknown) => void;
}

interface BoundaryState {
  readonly failed: { readonly error: unknown } | undefined;
  readonly resetKey: unknown;
}

class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failed: undefined, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { failed: { error } };
  }

  static getDerivedStateFromProps({ resetKey }: BoundaryProps, state: BoundaryState): Partial<BoundaryState> | null {
    return Object.is(resetKey, state.resetKey) ? null : { failed: undefined, resetKey };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onFailure(error);
  }

  override render(): ReactNode {
    const { failed } = this.state;
    const { app, place, Failure, children } = this.props;
    if (failed === undefined) return children;
    return <Failure app={app} place={place} error={failed.error} retry={() => this.setState({ failed: undefined })} />;
  }
}
