/** What a change of the dictionary would add and lose. */
import type { ReactNode } from 'react';
import { TriangleAlert } from 'lucide-react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';

type PreviewData = CallOut<'brands/preview'>;

interface PreviewProps {
  readonly preview: PreviewData;
  readonly money: (value: string) => string;
  /** What is done with it. */
  readonly children: ReactNode;
}

export function Preview({ preview: { brands, examples, names }, money, children }: PreviewProps) {
  const changed = brands.filter((b) => b.added > 0 || b.lost > 0);
  const common = names.filter((n) => n.common);
  return (
    <section className="wb-brands-preview" aria-label="What the change does">
      <h2>{changed.length === 0 ? 'No line changes' : 'What the change does'}</h2>
      {common.map((n) => (
        <p key={`${n.brand}/${n.name}`} className="wb-brands-problem" role="alert">
          <TriangleAlert size={14} aria-hidden />
          <span>
            <b>{n.name}</b> looks like a common word: {formatCount(n.outside)} lines about other goods have it, and{' '}
            {formatCount(n.inside)} about these.{' '}
            {n.example !== null && <bdi>For example: {visibleText(n.example, 120)}</bdi>} Make it a weak name, or say
            that the brand is a common word.
          </span>
        </p>
      ))}
      <div className="wb-brands-keep">{children}</div>
      {changed.length > 0 && (
        <table className="wb-q-table" aria-label="Brands that change">
          <thead>
            <tr>
              {['Brand', 'Added', 'Lost', 'Lines then', 'USD then'].map((name, i) => (
                <th key={name} scope="col" data-right={i > 0 || undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changed.map((b) => (
              <tr key={b.brand}>
                <td>{b.brand}</td>
                <td data-right>{b.added > 0 ? `+${formatCount(b.added)}` : '0'}</td>
                <td data-right>{b.lost > 0 ? `−${formatCount(b.lost)}` : '0'}</td>
                <td data-right>{formatCount(b.after.lines)}</td>
                <td data-right>{money(b.after.usd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {names.length > 0 && (
        <>
          <h3>New names in the descriptions</h3>
          <table className="wb-q-table" aria-label="New names">
            <thead>
              <tr>
                {['Name', 'Of', 'About these goods', 'Elsewhere'].map((name, i) => (
                  <th key={name} scope="col" data-right={i > 1 || undefined}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {names.map((n) => (
                <tr key={`${n.brand}/${n.name}`} data-tone={n.common ? 'warn' : undefined}>
                  <td>{n.name}</td>
                  <td>{n.brand}</td>
                  <td data-right>{formatCount(n.inside)}</td>
                  <td data-right>{formatCount(n.outside)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {examples.length > 0 && (
        <>
          <h3>Lines that change{examples.length >= 200 ? ', the 200 largest' : ''}</h3>
          <ul className="wb-brands-examples">
            {examples.map((e) => (
              <li key={`${e.source_id}/${e.source_record}`}>
                <span className="wb-brands-move">
                  {e.before ?? 'nobody'} → <b>{e.after ?? 'nobody'}</b>
                  <span className="wb-note">
                    {e.source_id}, record {formatCount(e.source_record)}
                    {e.usd !== null && `, ${money(e.usd)} USD`}
                  </span>
                </span>
                <bdi>{visibleText(e.description ?? '', 200)}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
