/** One connection for the whole page. */

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { applyEvent } from './apply-event.ts';
import { type Connection, listenToEvents } from './events.ts';

const ConnectionContext = createContext<Connection>('connecting');

export function EventsProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    let isFirst = true;
    return listenToEvents('/api/events', {
      onConnection: setConnection,
      onEvent: (event) => {
        // What was read before the connection stood may have changed in between.
        if (event.event === 'hello' && isFirst) void client.invalidateQueries();
        isFirst = false;
        applyEvent(client, event);
      },
    });
  }, [client]);
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

/** Whether events arrive. */
export function useConnection(): Connection {
  return useContext(ConnectionContext);
}
