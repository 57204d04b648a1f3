import { AppError } from '@ocp-perf/errors'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Redirect, Route, Router, Switch, useRoute } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { askedQuestion } from '../chat/ask-address.ts'
import { ChatPage } from '../chat/chat-page.tsx'
import { Busy } from '../parts/busy.tsx'
import { Boundary } from './boundary.tsx'
import { SettingsProvider } from './settings.tsx'
import { Shell } from './shell.tsx'

const OverviewPage = lazy(() => import('../overview/overview-page.tsx'))
const PanelsPage = lazy(() => import('../panels/panels-page.tsx'))
const ReportsPage = lazy(() => import('../reports/reports-page.tsx'))
const ComparePage = lazy(() => import('../reports/compare-page.tsx'))
const HistoryPage = lazy(() => import('../history/history-page.tsx'))

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, error) => count < 2 && error instanceof AppError && error.retryable,
    },
  },
})

export function App() {
  return (
    <SettingsProvider>
      <QueryClientProvider client={queries}>
        <Router hook={useHashLocation}>
          <Shell>
            <Boundary>
              <Suspense fallback={<Busy what="Loading" />}>
                <Routes />
              </Suspense>
            </Boundary>
          </Shell>
        </Router>
      </QueryClientProvider>
    </SettingsProvider>
  )
}

function Routes() {
  const [isStart] = useRoute('/')
  const [isThread, chat] = useRoute('/chat/:thread')
  const [isAsked, ask] = useRoute('/ask/:question')
  // One element for all three, since a new conversation is given its address while its first answer is being read.
  if (isStart || isThread || isAsked)
    return <ChatPage thread={chat?.thread ?? null} asked={ask ? askedQuestion(ask.question) : null} />
  return (
    <Switch>
      <Route path="/overview">
        <OverviewPage />
      </Route>
      <Route path="/panels/:tool?">{({ tool }) => <PanelsPage tool={tool} />}</Route>
      <Route path="/reports/compare/:one/:other">{({ one, other }) => <ComparePage one={one} other={other} />}</Route>
      <Route path="/reports/:report?">{({ report }) => <ReportsPage id={report} />}</Route>
      <Route path="/history">
        <HistoryPage />
      </Route>
      <Route>
        <Redirect to="/" />
      </Route>
    </Switch>
  )
}
