/** Tessera's design system. One entry, no side effects at import; styles are `@tessera/shared-ui/styles.css`. */

// Page and frame
export { UiProvider, type UiProviderProps } from './provide/ui-provider.tsx';
export { AppFrame, type AppFrameProps } from './frame/app-frame.tsx';
export { BottomBar, Rail, type RailGroup, type RailItem, type RailProps } from './frame/rail.tsx';
export { TopBar, type TopBarProps } from './frame/top-bar.tsx';
export { BrandMark, type BrandMarkProps } from './frame/brand-mark.tsx';
export { Page, Section, type PageProps } from './frame/page.tsx';
export { PageHeader, type PageHeaderProps } from './frame/page-header.tsx';

// Actions
export { Button, type ButtonProps, type ButtonVariant } from './action/button.tsx';
export { ButtonLink, type ButtonLinkProps } from './action/button-link.tsx';
export { IconButton, type IconButtonProps } from './action/icon-button.tsx';
export { Menu, type MenuAction, type MenuProps } from './action/menu.tsx';
export { TextLink, type TextLinkProps } from './action/text-link.tsx';

// Fields
export { ComboBox, type ComboBoxProps } from './field/combo-box.tsx';
export { NumberField, type NumberFieldProps } from './field/number-field.tsx';
export { SearchField, type SearchFieldProps } from './field/search-field.tsx';
export { Select, type SelectProps } from './field/select.tsx';
export { TextArea, type TextAreaProps } from './field/text-area.tsx';
export { TextField, type TextFieldProps } from './field/text-field.tsx';
export type { FieldProps } from './field/field-frame.tsx';
export type { Option } from './field/option.tsx';

// Choices
export { Checkbox, type CheckboxProps } from './choice/checkbox.tsx';
export { SegmentedControl, type Segment, type SegmentedControlProps } from './choice/segmented-control.tsx';
export { Switch, type SwitchProps } from './choice/switch.tsx';
export { Tabs, type TabItem, type TabsProps } from './choice/tabs.tsx';

// Lists
export { DataTable, type DataTableProps } from './table/data-table.tsx';
export type { Column, Sort } from './table/column.ts';
export { NewRowsNotice, type NewRowsNoticeProps } from './table/new-rows-notice.tsx';
export {
  Board,
  BoardCard,
  BoardColumn,
  type BoardCardProps,
  type BoardColumnProps,
  type BoardProps,
} from './board/board.tsx';

// Details
export { KeyValueList, type KeyValue, type KeyValueListProps } from './detail/key-value-list.tsx';
export { SidePanel, type SidePanelProps } from './detail/side-panel.tsx';
export { Split, type SplitProps } from './detail/split.tsx';
export { Timeline, type TimelineProps, type TimelineStep } from './detail/timeline.tsx';

// Overlays
export { CommandPalette, type CommandPaletteProps } from './overlay/command-palette.tsx';
export type { PaletteItem } from './overlay/palette-groups.ts';
export { Dialog, type DialogProps } from './overlay/dialog.tsx';
export { Tooltip, TooltipTarget, type TooltipProps } from './overlay/tooltip.tsx';

// States
export { Banner, type BannerProps } from './state/banner.tsx';
export { EmptyState, type EmptyStateProps } from './state/empty-state.tsx';
export { FailurePlace, type FailurePlaceProps } from './state/failure-place.tsx';
export type { Owner } from './state/place.tsx';
export { ForbiddenPlace, type ForbiddenPlaceProps } from './state/forbidden-place.tsx';
export { LiveDot, type LiveDotProps } from './state/live-dot.tsx';
export { Skeleton, type SkeletonProps } from './state/skeleton.tsx';
export { Spinner } from './state/spinner.tsx';
export { StaleNotice, type StaleNoticeProps } from './state/stale-notice.tsx';
export { StatusBadge, StatusGlyph, type StatusBadgeProps, type StatusShape } from './state/status-badge.tsx';
export { createToasts, ToastRegion, type ToastMessage, type Toasts } from './state/toasts.tsx';
export type { Tone } from './state/tone.tsx';

// Figures and pictures
export { Avatar, type AvatarProps } from './figure/avatar.tsx';
export { FigurePanel, type FigurePanelProps } from './figure/figure-panel.tsx';
export { FiguresTable, type FiguresTableProps } from './figure/figures-table.tsx';
export { Kbd } from './figure/kbd.tsx';
export { Money, type MoneyProps } from './figure/money.tsx';
export { Numeric, type NumericProps } from './figure/numeric.tsx';
export { PersonName, type PersonNameProps } from './figure/person-name.tsx';
export { formatInstant, RelativeTime, type RelativeTimeProps } from './figure/relative-time.tsx';
export { Sparkline, type SparklineProps } from './figure/sparkline.tsx';
export { PartDrawing, type PartDrawingProps } from './drawing/part-drawing.tsx';
export type { PartAttribute, PartFacts } from './drawing/part-facts.ts';
export { Icon, icons, type IconName, type IconProps } from './icon/icon.tsx';

// Hooks
export { tintTime, useChangedTint } from './hook/use-changed-tint.ts';
export { useDelayed } from './hook/use-delayed.ts';
export { useHeldRows, type HeldRows } from './hook/use-held-rows.ts';
export { phoneQuery, useMedia, usePhone, useReducedMotion } from './hook/use-media.ts';
export { useNow } from './hook/use-now.ts';
export { restoreTheme, usePreference, useTheme, type Theme } from './hook/use-preference.ts';
