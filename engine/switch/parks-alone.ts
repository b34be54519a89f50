/**
 * Channel variables of a leg that parks when the one it is bridged with goes, rather than to be hung up with it; on
 * FreeSWITCH also when that one goes in the moment before they are bridged.
 */
export const parksAlone = { park_after_bridge: 'true', uuid_bridge_park_on_cancel: 'true' } as const;
