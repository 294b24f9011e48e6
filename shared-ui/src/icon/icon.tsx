/** The icons that modules may name in their contributions (a manifest carries names, never components). */
import type { LucideIcon } from 'lucide-react';
import ArrowRight from 'lucide-react/icons/arrow-right';
import Boxes from 'lucide-react/icons/boxes';
import ChartLine from 'lucide-react/icons/chart-line';
import Check from 'lucide-react/icons/check';
import Clock from 'lucide-react/icons/clock';
import History from 'lucide-react/icons/history';
import House from 'lucide-react/icons/house';
import Package from 'lucide-react/icons/package';
import Plus from 'lucide-react/icons/plus';
import Rocket from 'lucide-react/icons/rocket';
import Search from 'lucide-react/icons/search';
import Settings from 'lucide-react/icons/settings';
import ShoppingCart from 'lucide-react/icons/shopping-cart';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import Truck from 'lucide-react/icons/truck';
import User from 'lucide-react/icons/user';
import X from 'lucide-react/icons/x';

/** Name → icon, for navigation, commands and empty states. */
export const icons = {
  home: House,
  package: Package,
  'shopping-cart': ShoppingCart,
  truck: Truck,
  boxes: Boxes,
  rocket: Rocket,
  chart: ChartLine,
  search: Search,
  plus: Plus,
  check: Check,
  x: X,
  alert: TriangleAlert,
  clock: Clock,
  user: User,
  settings: Settings,
  'arrow-right': ArrowRight,
  history: History,
} as const satisfies Record<string, LucideIcon>;

/** A name that `Icon` knows. */
export type IconName = keyof typeof icons;

export interface IconProps {
  /** One of `icons`; a name it doesn't know draws a package, so that a newer module's contribution still shows. */
  name: IconName | (string & {});
  /** Pixels. @default 16 */
  size?: number | undefined;
  className?: string | undefined;
}

/** A decorative icon by name: hidden from assistive technology, so the words beside it must say it all. */
export function Icon({ name, size = 16, className }: IconProps) {
  const Drawing = Object.hasOwn(icons, name) ? icons[name as IconName] : icons.package;
  return <Drawing aria-hidden size={size} strokeWidth={1.75} className={className} />;
}
