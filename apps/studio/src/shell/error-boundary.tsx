/** Keeps the frame usable when a page fails, and says what failed. */

import { Component, type ReactNode } from 'react';
import { PageFailure } from './page-failure.tsx';

interface State {
  readonly error: unknown;
  readonly failed: boolean;
}

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: undefined, failed: false };

  static getDerivedStateFromError(error: unknown): State {
    return { error, failed: true };
  }

  override render() {
    return this.state.failed ? <PageFailure error={this.state.error} /> : this.props.children;
  }
}
