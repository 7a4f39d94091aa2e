/** Before a list is imported: what each file was recognised as, how many entries it has, and what keeps one from being a list. */
import { Button } from '@mantine/core';
import { FileWarning, ListChecks } from 'lucide-react';
import { formatCount } from '../grid/format.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { PlainName } from './ReviewParts.tsx';
import { useReviewActions, useReviewDesk, type ListLooks } from './review-desk.ts';

export function ScreeningListDialog() {
  const looks = useReviewDesk((s) => s.lists);
  if (looks === null) return null;
  return (
    <Dialog title="Import lists" width={640} onClose={() => useReviewDesk.setState({ lists: null })}>
      <Body looks={looks} />
    </Dialog>
  );
}

function Body({ looks }: { readonly looks: ListLooks }) {
  const actions = useReviewActions();
  const good = looks.filter((l) => l.error === null);
  return (
    <div>
      <ul className="wb-looks">
        {looks.map((look) => (
          <li key={look.file} data-bad={look.error !== null || undefined}>
            {look.error === null ? <ListChecks size={18} aria-hidden /> : <FileWarning size={18} aria-hidden />}
            <div className="wb-grow">
              <p className="wb-strong wb-clip">
                <PlainName name={look.file.replace(/^.*[\\/]/, '')} limit={160} />
              </p>
              {look.error !== null ? (
                <p className="wb-look-error">{look.error}</p>
              ) : (
                <>
                  <p>
                    {look.layout}: {formatCount(look.entries)} {look.entries === 1 ? 'entry' : 'entries'}
                    {look.dated > 0 && `, ${formatCount(look.dated)} with a date of listing`}
                  </p>
                  {look.sample.length > 0 && (
                    <p className="wb-note">
                      <PlainName name={look.sample.join(' · ')} limit={240} />
                    </p>
                  )}
                  {look.notices.map((notice) => (
                    <p key={notice} className="wb-note">
                      {notice}
                    </p>
                  ))}
                  {look.replaces && <p className="wb-warn">Takes the place of the list {look.list_id} of this case.</p>}
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
      <div className="wb-filter-foot">
        <span className="wb-note wb-grow">The files are copied into the case. Nothing is sent anywhere.</span>
        <Button variant="default" onClick={() => useReviewDesk.setState({ lists: null })}>
          Cancel
        </Button>
        <Button
          data-autofocus
          disabled={good.length === 0}
          onClick={() => void actions.importLists(good.map((l) => l.file))}
        >
          {good.length < looks.length && good.length > 0
            ? `Import ${formatCount(good.length)} of ${formatCount(looks.length)}`
            : 'Import'}
        </Button>
      </div>
    </div>
  );
}
