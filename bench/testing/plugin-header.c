/* Child of vtable.test.ts: reads a plugin through the published header alone, and says what it saw as JSON. Compiled with
 * -DPLUGIN=version it is a plugin itself, of that ABI version. */
#include "../../plugins-native/include/plugin.h"

#ifdef PLUGIN

static void *make(void) { return 0; }
static int32_t min(void *instance, int32_t a, int32_t b) { (void)instance; return a < b ? a : b; }
static void discard(void *instance) { (void)instance; }
const struct plugin_data PLUGIN_DATA = {PLUGIN, "min", "arithmetic", make, min, discard};

#else

#include <dlfcn.h>
#include <stdio.h>

int main(int count, char **arguments) {
  void *library = count == 2 ? dlopen(arguments[1], RTLD_NOW) : 0;
  const struct plugin_data *plugin = library ? dlsym(library, "PLUGIN_DATA") : 0;
  if (!plugin) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  void *instance = plugin->new_();
  printf("{\"version\": %u, \"name\": \"%s\", \"kind\": \"%s\", \"instance\": %s, \"answer\": %d}", plugin->abi_version,
         plugin->name, plugin->kind, instance ? "true" : "false", plugin->min(instance, 3, -4));
  plugin->free(instance);
  return 0;
}

#endif
