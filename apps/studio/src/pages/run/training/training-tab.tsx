/** A run as it learns: where it stands, its curves, its pictures, what the doctor says. */

import { Stack } from '@mantine/core';
import { isActive } from '../../../api/apply-event.ts';
import type { RunDetail } from '../../../api/contract.ts';
import { Panel } from '../../../components/panel.tsx';
import { Curves } from './curves.tsx';
import { Findings } from './findings.tsx';
import { LiveStrip } from './live-strip.tsx';
import { TimeMachine } from './time-machine.tsx';
import classes from './training-tab.module.css';

export function TrainingTab({ run }: { run: RunDetail }) {
  return (
    <Stack gap="md">
      {isActive(run.state) && <LiveStrip run={run} />}
      <div className={classes.columns}>
        <Stack gap="md" miw={0}>
          <Panel>
            <Curves run={run} />
          </Panel>
          <Panel>
            <Findings findings={run.findings} isActive={isActive(run.state)} />
          </Panel>
        </Stack>
        <Panel>
          <TimeMachine run={run} />
        </Panel>
      </div>
    </Stack>
  );
}
