/** States begin with this when they belong to what gives CI its rights, which CI must not change. */
export const bootstrapPrefix = 'bootstrap-';
