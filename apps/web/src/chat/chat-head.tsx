import type { Fault } from '@ocp-perf/agents/contract'
import { useState } from 'react'
import { faultOf } from '../api/fault-of.ts'
import { FaultBox } from '../parts/fault-box.tsx'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'
import { fileNameOf, saveFile } from '../parts/save-file.ts'
import { conversationMarkdown } from './export-conversation.ts'
import type { Turn } from './turn.ts'

interface ChatHeadProps {
  title: string | null
  turns: readonly Turn[]
  isListOpen: boolean
  onList(): void
}

/** What the conversation is called, and what can be done with it as a whole. */
export function ChatHead({ title, turns, isListOpen, onList }: ChatHeadProps) {
  return (
    <header className={title === null ? 'chat-head is-empty' : 'chat-head'}>
      <button
        type="button"
        className="icon-button list-button"
        aria-expanded={isListOpen}
        aria-label="Conversations"
        onClick={onList}
      >
        <Icon name="menu" />
      </button>
      {title !== null && (
        <>
          <h1>{title}</h1>
          <Export title={title} turns={turns} />
        </>
      )}
    </header>
  )
}

function Export({ title, turns }: { title: string; turns: readonly Turn[] }) {
  const [fault, setFault] = useState<Fault | null>(null)
  const name = fileNameOf(title)
  const savePage = async () => {
    try {
      // Loaded here, since it brings what draws charts as SVG.
      const { conversationHtml } = await import('./conversation-html.tsx')
      saveFile(`${name}.html`, conversationHtml(title, turns), 'text/html')
      setFault(null)
    } catch (error) {
      // Whatever it is, the conversation itself is unharmed and stays on the screen.
      setFault(faultOf(error))
    }
  }
  return (
    <>
      <Menu
        name="Export"
        icon="download"
        choices={[
          { name: 'As a page (HTML)', onChoose: () => void savePage() },
          {
            name: 'As text (Markdown)',
            onChoose: () => saveFile(`${name}.md`, conversationMarkdown(title, turns), 'text/markdown'),
          },
        ]}
      />
      {fault !== null && <FaultBox fault={fault} />}
    </>
  )
}
