import { Select } from '@tessera/shared-ui';
import { environmentLabel, useEnvironment, useGoToEnvironment } from './environment.ts';

interface EnvironmentPickerProps {
  /** Those to choose from. */
  readonly names: readonly string[];
}

/** Where everything on the page is, and is done. */
export function EnvironmentPicker({ names }: EnvironmentPickerProps) {
  const { environment } = useEnvironment();
  const goTo = useGoToEnvironment();
  return (
    <Select
      label="Environment"
      className="releases-environment"
      options={names.map((name) => ({ id: name, label: environmentLabel(name) }))}
      value={environment}
      onChange={(next) => {
        if (next !== environment) goTo(next);
      }}
    />
  );
}
