import './app/no-eval.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/verdicts.css'
import './styles/tables.css'
import './styles/charts.css'
import './styles/results.css'
import './styles/forms.css'
import './styles/chat.css'
import './styles/threads.css'
import './styles/calls.css'
import './styles/markdown.css'
import './styles/pages.css'
import './styles/reports.css'
import './styles/chat-narrow.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
