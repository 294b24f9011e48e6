import { BottomBar, Button, Icon, Menu, type RailItem } from '@tessera/shared-ui';
import Ellipsis from 'lucide-react/icons/ellipsis';
import { useShell } from '../shell-context.tsx';

/** As many fit beside each other on a phone. */
const places = 4;

/** The navigation at the foot of a phone; what does not fit is behind "More". */
export function PhoneBar({ items }: { readonly items: readonly RailItem[] }) {
  const { router } = useShell();
  const fits = items.length <= places;
  const rest = fits ? [] : items.slice(places - 1);
  return (
    <BottomBar
      items={fits ? items : items.slice(0, places - 1)}
      more={
        rest.length === 0 ? undefined : (
          <Menu
            placement="top end"
            trigger={
              <Button variant="quiet">
                <span className="shell-more">
                  <Ellipsis aria-hidden size={20} strokeWidth={1.75} />
                  <span className="ts-bottom__label">More</span>
                </span>
              </Button>
            }
            items={rest.map(({ label, href, icon }) => ({ id: href, label, icon: <Icon name={icon} /> }))}
            onAction={(to) => router.navigation.navigate(to)}
          />
        )
      }
    />
  );
}
