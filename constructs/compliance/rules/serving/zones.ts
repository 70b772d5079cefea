/** Zones over which serving is spread (requirement SRV-1), and so the fewest instances that are. */
export const ZONES = 2;
