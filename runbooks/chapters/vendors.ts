import { type Certification, reviewText } from '../../model/vendor';
import { notSet, type RunbookContext } from '../context';
import { table } from '../markdown';
import { meetsOf, type Section, unique } from '../section';

/** Whose services the product stands on; what nobody has said yet shows as not set. */
export function vendors({ product }: RunbookContext): readonly Section[] {
  const { vendors: all } = product;
  if (all.length === 0) return [];
  const certified = all.some(({ certification }) => certification !== undefined);
  const facts = unique(all.flatMap((vendor) => Object.keys(vendor.facts)));
  return [
    {
      title: 'Vendors',
      meets: meetsOf(all),
      body: table(
        ['Service', ...facts, ...(certified ? ['Certificate'] : [])],
        all.map((vendor) => [
          vendor.title,
          ...facts.map((fact) => (fact in vendor.facts ? (vendor.facts[fact] ?? notSet()) : '-')),
          ...(certified ? [certificate(vendor.certification)] : []),
        ]),
      ),
    },
  ];
}

function certificate(certification: Certification | undefined): string {
  if (certification === undefined) return '-';
  const { standard, reviewEvery } = certification;
  return `${standard}, reviewed ${reviewText(certification) ?? notSet()}, overdue ${reviewEvery} after that`;
}
