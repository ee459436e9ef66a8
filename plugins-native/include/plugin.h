/* What a native plugin exports and what a host may rely on: the published contract of the row koffi-vtable.
 *
 * A plugin exports one variable, PLUGIN_DATA. A host reads abi_version first and refuses any other than its own; only then
 * may it look at the rest. In step with plugins-native/min/src/lib.rs, which a test compares field by field. */
#ifndef PLUGIN_BENCH_PLUGIN_H
#define PLUGIN_BENCH_PLUGIN_H

#include <stdint.h>

#define PLUGIN_ABI_VERSION 1u

struct plugin_data {
  uint32_t abi_version;
  /* UTF-8, constant, zero-terminated. */
  const char *name;
  const char *kind;
  /* Makes an instance; free it with free. */
  void *(*new_)(void);
  int32_t (*min)(void *instance, int32_t a, int32_t b);
  void (*free)(void *instance);
};

extern const struct plugin_data PLUGIN_DATA;

#endif
