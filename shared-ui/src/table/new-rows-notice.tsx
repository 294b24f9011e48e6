import ArrowUp from 'lucide-react/icons/arrow-up';

export interface NewRowsNoticeProps {
  /** 0 draws nothing. */
  count: number;
  onShow: () => void;
  /** @default ['new', 'new'] */
  noun?: [one: string, many: string] | undefined;
}

/** New rows wait behind it until asked, so that nothing moves under the reader. Announced politely. */
export function NewRowsNotice({ count, onShow, noun }: NewRowsNoticeProps) {
  const words = noun ? `new ${count === 1 ? noun[0] : noun[1]}` : 'new';
  return (
    <div className="ts-new-rows" role="status">
      {count > 0 ? (
        <button type="button" className="ts-new-rows__button" onClick={onShow}>
          <ArrowUp aria-hidden size={13} />
          {count} {words}
        </button>
      ) : null}
    </div>
  );
}
