import { usePlace } from '@tessera/app-kit';
import { EmptyState, TextLink } from '@tessera/shared-ui';
import { environmentLabel, pathIn, useEnvironment } from './environment.ts';

interface UnknownEnvironmentProps {
  /** Those that there are. */
  readonly names: readonly string[];
}

/** In place of a page about an environment that nothing was ever promoted to. */
export function UnknownEnvironment({ names }: UnknownEnvironmentProps) {
  const { path } = usePlace();
  const { environment } = useEnvironment();
  return (
    <EmptyState icon="rocket" title={`Nothing was ever promoted to ${environment}`}>
      <p>
        An environment begins with its first promotion:{' '}
        <code>
          {'tessera promote <module>@<version> '}
          <span className="releases-unbroken">{`--environment ${environment}`}</span>
        </code>
      </p>
      <p>
        {'There is '}
        {names.map((name, at) => (
          <span key={name}>
            {at === 0 ? null : at === names.length - 1 ? ' and ' : ', '}
            <TextLink href={pathIn(name, path)}>{environmentLabel(name)}</TextLink>
          </span>
        ))}
        .
      </p>
    </EmptyState>
  );
}
