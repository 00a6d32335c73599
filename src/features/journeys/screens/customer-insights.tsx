import { Link } from '@tanstack/react-router'
import { useSession } from '../../../web/crm/session.ts'
import { When } from '../../../web/crm/when.tsx'
import type { CustomerAnswer } from '../schema.ts'
import { Said } from './insights-screen.tsx'
import { decimalWords } from './journey-words.ts'

/** What is told of one customer: sentences, and the figures that compare them with the others. */
export function CustomerInsights({ of, said }: Pick<CustomerAnswer, 'of' | 'said'>) {
  const { lang } = useSession()
  const n = (name: string) => Number(of[name] ?? 0).toLocaleString(lang)
  const spent = (Array.isArray(of.spent_by_currency) ? of.spent_by_currency : []).map((sum) => {
    const [currency, amount = '0'] = String(sum).split(' ')
    return `${currency === '?' ? '' : `${currency} `}${decimalWords(amount, lang)}`
  })
  const segment = String(of.segment ?? '')
  return (
    <section className="insights" aria-label="Insights">
      {said.length > 0 ? <Said said={said} /> : null}
      <dl className="insight-figures">
        <div>
          <dt>Segment</dt>
          <dd>
            <Link to="/crm/journeys/tables/$table" params={{ table: 'customers' }} search={{ segment } as never}>
              {segment}
            </Link>
          </dd>
        </div>
        <div>
          <dt>Spent</dt>
          <dd>{spent.length > 0 ? spent.join(', ') : 'Nothing'}</dd>
        </div>
        <div>
          <dt>Orders</dt>
          <dd>{n('orders')}</dd>
        </div>
        {of.last_bought ? (
          <div>
            <dt>Last bought</dt>
            <dd>
              <When at={Date.parse(String(of.last_bought))} />
            </dd>
          </div>
        ) : null}
        {of.favourite_application ? (
          <div>
            <dt>Buys most at</dt>
            <dd>{String(of.favourite_application)}</dd>
          </div>
        ) : null}
        <div>
          <dt>Looked at, not bought</dt>
          <dd>{n('searches_open')}</dd>
        </div>
        <div>
          <dt>Left in the bag</dt>
          <dd>{n('left_in_bag')}</dd>
        </div>
        {of.recency ? (
          <div>
            <dt>Recency, frequency, money (of 5)</dt>
            <dd>
              {n('recency')}, {n('frequency')}, {n('money')}
            </dd>
          </div>
        ) : null}
      </dl>
    </section>
  )
}
