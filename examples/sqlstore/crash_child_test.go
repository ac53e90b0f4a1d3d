package sqlstore_test

func child(string) int { return 2 }
