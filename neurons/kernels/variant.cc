// One variant: compiled once for every instruction set, with its flags and
//   GAITSIM_VARIANT  its name        GAITSIM_VECTOR  bytes of a vector
//   GAITSIM_VECTORS, GAITSIM_COLUMNS  the tile that its registers hold
#include "neurons/kernels/adam.h"
#include "neurons/kernels/multiply.h"

namespace neurons::kernels {
namespace {

template <class T>
using TileHere = Tile<T, GAITSIM_VECTOR, GAITSIM_VECTORS, GAITSIM_COLUMNS>;

template <class T>
void subtract(Index size, T factor, const T* __restrict x, T* __restrict y) {
  for (Index i = 0; i < size; ++i) y[i] -= factor * x[i];
}

template <class T>
constexpr Table<T> kTable{multiply<TileHere<T>, T>, adam<T>, subtract<T>};

#define GAITSIM_TEXT_OF(name) #name
#define GAITSIM_TEXT(name) GAITSIM_TEXT_OF(name)
#ifdef __FP_FAST_FMA
constexpr bool kFused = true;
#else
constexpr bool kFused = false;
#endif

}  // namespace

extern const Kernels GAITSIM_VARIANT;
const Kernels GAITSIM_VARIANT{GAITSIM_TEXT(GAITSIM_VARIANT), kFused, kTable<float>, kTable<double>};

}  // namespace neurons::kernels
