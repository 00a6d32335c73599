import '../../../web/crm/styles/setup.css'
import '../../../web/crm/styles/schedule.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Page } from '../../../web/crm/page.tsx'
import { Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { AgentsSection } from './agents-section.tsx'
import { BannerSection } from './banner-section.tsx'
import { DetailsSection } from './details-section.tsx'
import { productQueryOf } from './product-queries.ts'
import { ShareSection } from './share-section.tsx'
import { SlugSection } from './slug-section.tsx'
import { StatusSection } from './status-section.tsx'
import { TimingsSection } from './timings-section.tsx'

/** One product with everything that can be set of it, for admins. */
export function ProductScreen({ id }: { id: number }) {
  const { data: product, error, refetch } = useQuery(productQueryOf(id))
  return (
    <Page title={product?.name ?? 'Product'}>
      <p className="crumb">
        <Link to="/crm/products">Products</Link>
      </p>
      {error && !product ? <Failed problem={error} again={() => void refetch()} /> : null}
      {product || error ? null : <SkeletonRows rows={8} />}
      {product ? (
        <div className="setup">
          <div className="setup-column">
            <DetailsSection product={product} />
            <TimingsSection product={product} />
            <SlugSection product={product} />
          </div>
          <div className="setup-column">
            <StatusSection product={product} />
            <BannerSection product={product} />
            <AgentsSection product={product} />
            <ShareSection product={product} />
          </div>
        </div>
      ) : null}
    </Page>
  )
}
