/** How menus look; bits-ui's parts bring the behaviour. */
export const menuContent = 'z-50 min-w-44 rounded-lg border border-line bg-raised p-1 shadow-raised outline-none';
export const menuItem =
  'flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 outline-none data-highlighted:bg-hover data-disabled:cursor-not-allowed data-disabled:text-muted';
