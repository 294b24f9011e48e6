import { useQuery } from '@tessera/app-kit';
import { ComboBox } from '@tessera/shared-ui';
import { useState } from 'react';
import { ReleasesDependencySubjectsDocument } from '#graphql';
import { kinds } from './kinds.ts';

interface SubjectSearchProps {
  readonly environment: string;
  readonly onChoose: (subject: string) => void;
}

/** Finds a field, event, package or slot by a part of its name. */
export function SubjectSearch({ environment, onChoose }: SubjectSearchProps) {
  const [text, setText] = useState('');
  const words = text.trim();
  const { data, fetching } = useQuery(
    ReleasesDependencySubjectsDocument,
    { environment, search: words },
    { pause: words === '' },
  );
  const found = words === '' ? [] : (data?.dependencySubjects ?? []);
  return (
    <ComboBox
      label="Find what is used"
      hideLabel
      placeholder="Find a field, event or slot"
      className="releases-find"
      options={found.map(({ subject, kind, providers, consumers }) => ({
        id: subject,
        label: subject,
        detail: `${kinds.find(({ id }) => id === kind)?.label ?? kind} of ${providers.join(', ')}; used by ${consumers.join(', ')}`,
      }))}
      value={null}
      inputValue={text}
      onInputChange={setText}
      onChange={(subject) => {
        if (subject === null) return;
        setText('');
        onChoose(subject);
      }}
      isLoading={fetching}
      emptyText="Nobody uses anything of that name"
    />
  );
}
