import { UserRoundX } from 'lucide-react';

export interface PersonNameProps {
  /** Null or undefined: the person's data was erased. */
  readonly name: string | null | undefined;
  /** What stands there then. @default 'Erased person' */
  readonly erased?: string;
}

/** Somebody's name, or that they were erased: quiet and unmistakably no name. */
export function PersonName({ name, erased = 'Erased person' }: PersonNameProps) {
  if (name != null) return name;
  return (
    <span className="ts-erased" title="This person’s data was erased on request.">
      <UserRoundX aria-hidden size={13} strokeWidth={1.9} />
      {erased}
    </span>
  );
}
