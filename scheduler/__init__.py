"""Relief's scheduling library: duties and slots in, a plan out."""
