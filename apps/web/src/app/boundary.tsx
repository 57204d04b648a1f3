import { Component, type ReactNode } from 'react'
import { faultOf } from '../api/fault-of.ts'
import { FaultBox } from '../parts/fault-box.tsx'

/** Keeps the rest of the page usable when one part of it breaks. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === undefined) return this.props.children
    return (
      <div className="page">
        <FaultBox fault={faultOf(this.state.error)} onRetry={() => this.setState({ error: undefined })} />
      </div>
    )
  }
}
