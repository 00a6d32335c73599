import { createRootRoute, createRoute, createRouter, Link, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { Page } from '../../../web/crm/page.tsx'
import { Empty, Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { parseSearch, stringifySearch } from '../../../web/crm/view.ts'
import { Root } from './frame.tsx'

const NotFound = () => (
  <Page title="Not found">
    <Empty icon="search" title="There is no such page" action={<Link to="/crm/live">To Join live</Link>}>
      The link may be mistyped, or the page is for admins.
    </Empty>
  </Page>
)

/** Every page of the CRM. Pages load when first opened, or when pointed at; those for admins exist for admins only. */
export function makeRouter(admin: boolean) {
  const root = createRootRoute({ component: Root, notFoundComponent: NotFound })
  const at = (path: string, component: ReturnType<typeof lazyRouteComponent>) =>
    createRoute({ getParentRoute: () => root, path, component })

  const home = createRoute({
    getParentRoute: () => root,
    path: '/crm',
    beforeLoad: () => {
      throw redirect({ to: '/crm/live' })
    },
  })
  const customers = at(
    '/crm/customers',
    lazyRouteComponent(() => import('./customers-page.tsx')),
  )
  const demo = createRoute({
    getParentRoute: () => customers,
    path: '$demo',
    component: lazyRouteComponent(() => import('./customers-page.tsx'), 'DemoPanelPage'),
  })
  const users = at(
    '/crm/users',
    lazyRouteComponent(() => import('./users-page.tsx')),
  )
  const user = createRoute({ getParentRoute: () => users, path: '$user' })
  const stores = at(
    '/crm/stores',
    lazyRouteComponent(() => import('./stores-page.tsx')),
  )
  const store = createRoute({ getParentRoute: () => stores, path: '$store' })

  const schedules = at(
    '/crm/schedules',
    lazyRouteComponent(() => import('./schedules-page.tsx')),
  )
  const scheduled = createRoute({ getParentRoute: () => schedules, path: '$slot' })
  const dated = at(
    '/crm/slots/dated',
    lazyRouteComponent(() => import('./slots-page.tsx'), 'DatedPage'),
  )
  const datedSlot = createRoute({ getParentRoute: () => dated, path: '$slot' })

  return createRouter({
    routeTree: root.addChildren([
      home,
      at(
        '/crm/live',
        lazyRouteComponent(() => import('./live-page.tsx')),
      ),
      customers.addChildren([demo]),
      schedules.addChildren([scheduled]),
      at(
        '/crm/account',
        lazyRouteComponent(() => import('../../../features/users/screens/account-screen.tsx'), 'AccountScreen'),
      ),
      ...(admin
        ? [
            at(
              '/crm/messages',
              lazyRouteComponent(() => import('./messages-page.tsx')),
            ),
            at(
              '/crm/slots',
              lazyRouteComponent(() => import('./slots-page.tsx')),
            ),
            at(
              '/crm/slots/rules/$rule',
              lazyRouteComponent(() => import('./slots-page.tsx'), 'RulePage'),
            ),
            at(
              '/crm/slots/time-off',
              lazyRouteComponent(() => import('../../../features/slots/screens/time-off-screen.tsx'), 'TimeOffScreen'),
            ),
            dated.addChildren([datedSlot]),
            users.addChildren([user]),
            stores.addChildren([store]),
            at(
              '/crm/products',
              lazyRouteComponent(() => import('./products-page.tsx')),
            ),
            at(
              '/crm/products/$product',
              lazyRouteComponent(() => import('./products-page.tsx'), 'ProductPage'),
            ),
            at(
              '/crm/journeys',
              lazyRouteComponent(() => import('../../../features/journeys/screens/runs-screen.tsx'), 'RunsScreen'),
            ),
            at(
              '/crm/journeys/new',
              lazyRouteComponent(() => import('./journeys-page.tsx'), 'NewRunPage'),
            ),
            at(
              '/crm/journeys/tables/$table',
              lazyRouteComponent(() => import('./journeys-page.tsx'), 'TablePage'),
            ),
            at(
              '/crm/journeys/customers/$customer',
              lazyRouteComponent(() => import('./journeys-page.tsx'), 'CustomerPage'),
            ),
            at(
              '/crm/journeys/insights',
              lazyRouteComponent(
                () => import('../../../features/journeys/screens/insights-screen.tsx'),
                'InsightsScreen',
              ),
            ),
            at(
              '/crm/journeys/corrections',
              lazyRouteComponent(() => import('./journeys-page.tsx'), 'CorrectionsPage'),
            ),
            at(
              '/crm/journeys/report',
              lazyRouteComponent(() => import('../../../features/journeys/screens/report-screen.tsx'), 'ReportScreen'),
            ),
            at(
              '/crm/settings',
              lazyRouteComponent(() => import('../../../features/brand/screens/settings-screen.tsx'), 'SettingsScreen'),
            ),
          ]
        : []),
    ]),
    // Views read the address themselves: a validated search would write its defaults back into it.
    parseSearch,
    stringifySearch,
    defaultPendingComponent: () => <SkeletonRows rows={8} />,
    defaultPendingMs: 300,
    defaultErrorComponent: ({ error, reset }) => <Failed problem={error as Error} again={reset} />,
    scrollRestoration: true,
    scrollToTopSelectors: ['#main'],
  })
}
