import { useLiveStatus, type LiveStatus } from '@tessera/app-kit';
import { LiveDot, useDelayed, usePhone } from '@tessera/shared-ui';

/** The live connection, quietly. A first connection that is quick, and a short interruption, are no news. */
export function ConnectionDot() {
  const { state, since } = useLiveStatus();
  const lost = state === 'reconnecting' || state === 'connecting' || state === 'idle';
  const news = useDelayed(lost, 1_200);
  const isPhone = usePhone();
  const dot = lost && !news ? 'live' : dotOf[state];
  return <LiveDot state={dot} since={since} compact={isPhone || dot === 'live'} />;
}

const dotOf: Record<LiveStatus['state'], 'live' | 'reconnecting' | 'offline'> = {
  idle: 'reconnecting',
  connecting: 'reconnecting',
  live: 'live',
  reconnecting: 'reconnecting',
  offline: 'offline',
  'signed-out': 'offline',
};
